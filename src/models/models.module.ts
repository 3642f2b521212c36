import { Module } from '@nestjs/common';
import { CapabilityRegistry } from './capability-registry.service.js';
import { ModelCatalog } from './model-catalog.service.js';
import { ModelsController } from './models.controller.js';

/** Serves the Models API, and resolves what each model supports. */
@Module({
  controllers: [ModelsController],
  providers: [CapabilityRegistry, ModelCatalog],
  exports: [CapabilityRegistry, ModelCatalog],
})
export class ModelsModule {}
