/** The public surface for platform teams: everything else may change. */
export { ClaudeProxyModule } from './claude-proxy.module.js';
export { AuthGuard } from './auth/auth.guard.js';
export type { Caller } from './auth/caller.js';
export { PROXY_OPTIONS } from './config/proxy-options.js';
export type { ProxyOptions } from './config/proxy-options.js';
export { ApiError } from './conversion/errors/api-error.js';
export { CurrentCaller } from './http/context.decorator.js';
export { createProxyAdapter } from './http/proxy-adapter.js';
export { ConversionService } from './messages/conversion.service.js';
export { ModelMapper } from './routing/model-mapper.service.js';
export { UpstreamClient } from './upstream/upstream.client.js';
export { UPSTREAM_DISPATCHER } from './upstream/upstream-dispatcher.js';
export type { Message } from './protocol/anthropic/message.js';
export type { MessageStreamEvent } from './protocol/anthropic/stream-events.js';
