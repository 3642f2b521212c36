import { Controller, Get, Param, Query, VERSION_NEUTRAL } from '@nestjs/common';
import { ApiError } from '../errors/api-error.js';
import { ProxiedRoute } from '../http/proxied-route.decorator.js';
import type { ModelInfo, ModelPage } from '../protocol/anthropic/models.js';
import { ModelCatalog } from './model-catalog.service.js';
import { paginateModels } from './model-catalog.service.js';
import type { PageQuery } from './model-catalog.service.js';

/** The Models API. */
@Controller({ path: 'v1/models', version: VERSION_NEUTRAL })
export class ModelsController {
  constructor(private readonly catalog: ModelCatalog) {}

  @Get()
  @ProxiedRoute()
  list(@Query() query: PageQuery): ModelPage {
    return paginateModels(this.catalog.models, query);
  }

  /** The id can contain slashes, as in `anthropic/claude-opus-5-5`. */
  @Get('*')
  @ProxiedRoute()
  find(@Param('*') id: string): ModelInfo {
    const model = this.catalog.models.find((candidate) => candidate.id === id);
    if (!model) throw ApiError.notFound(`model: ${id}`);
    return model;
  }
}
