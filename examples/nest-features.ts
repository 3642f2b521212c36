/** Features of Nest together with the proxy. docs/extending.md explains each of them. */
import { Catch, Controller, Get, Inject, Injectable, Scope, UseGuards, ValidationPipe } from '@nestjs/common';
import { VersioningType } from '@nestjs/common';
import type { ArgumentsHost, CallHandler, CanActivate, DynamicModule, ExceptionFilter } from '@nestjs/common';
import type { ExecutionContext, NestInterceptor, Provider, Type } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, NestFactory, REQUEST } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test, type TestingModule } from '@nestjs/testing';
import { AuthGuard, CurrentCaller, UpstreamClient, createProxyAdapter } from 'claude-proxy';
import type { Caller, Message, MessageStreamEvent, ProxyOptions } from 'claude-proxy';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Observable, map } from 'rxjs';

@Controller('reports')
@UseGuards(AuthGuard)
export class ReportsController {
  @Get()
  list(@CurrentCaller() caller: Caller): { readonly callerId: string | undefined } {
    return { callerId: caller.id };
  }
}

@Injectable({ scope: Scope.REQUEST })
export class TenantGuard implements CanActivate {
  constructor(@Inject(REQUEST) private readonly request: FastifyRequest) {}

  canActivate(): boolean {
    return this.request.headers['x-tenant'] !== 'blocked';
  }
}

@Injectable()
export class HideModelName implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler<Message | MessageStreamEvent[]>): Observable<unknown> {
    return next.handle().pipe(map((value) => (Array.isArray(value) ? value.map(hideModel) : hideModel(value))));
  }
}

/** A Message has the model's name, and so has the `message_start` event of a stream. */
function hideModel<Value extends Message | MessageStreamEvent>(value: Value): Value {
  if (value.type === 'message_start') return { ...value, message: hideModel(value.message) };
  return value.type === 'message' ? { ...value, model: 'assistant' } : value;
}

export class QuotaExceeded extends Error {}

@Catch(QuotaExceeded)
export class QuotaFilter implements ExceptionFilter<QuotaExceeded> {
  catch({ message }: QuotaExceeded, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    void reply.status(402).send({ type: 'error', error: { type: 'billing_error', message } });
  }
}

export const globalProviders: Provider[] = [
  { provide: APP_GUARD, useExisting: AuthGuard },
  { provide: APP_INTERCEPTOR, useClass: HideModelName },
  { provide: APP_FILTER, useClass: QuotaFilter },
];

export async function createHost(module: Type | DynamicModule, options: ProxyOptions): Promise<NestFastifyApplication> {
  const application = await NestFactory.create<NestFastifyApplication>(module, createProxyAdapter(options));
  application.setGlobalPrefix('api');
  application.enableVersioning({ type: VersioningType.URI, defaultVersion: '1' });
  application.useGlobalPipes(new ValidationPipe({ whitelist: true, transform: true }));
  application.enableShutdownHooks();
  return application;
}

export function createTestingModule(module: Type, upstream: Partial<UpstreamClient>): Promise<TestingModule> {
  return Test.createTestingModule({ imports: [module] })
    .overrideProvider(UpstreamClient)
    .useValue(upstream)
    .overrideGuard(AuthGuard)
    .useValue({ canActivate: () => true })
    .compile();
}
