import type { CreateMessageRequest } from '../../protocol/anthropic/messages.js';
import { ApiError } from '../errors/api-error.js';
import { isAbsent } from './is-absent.js';

/** Refuses what cannot be left out without changing the meaning of the request. */
export function refuseUnservable(request: CreateMessageRequest): void {
  const { mcp_servers, thread, compaction }: Readonly<Record<string, unknown>> = { ...request };
  if (!isAbsent(mcp_servers)) {
    throw ApiError.invalidRequest(
      'mcp_servers: MCP servers are not called by this gateway; connect to them in the client',
    );
  }
  if (!isAbsent(thread)) {
    throw new ApiError(400, 'invalid_request_error', 'thread: this gateway keeps no conversations; send all messages', {
      details: { error_code: 'thread_unsupported_request' },
    });
  }
  if (!isAbsent(compaction)) {
    throw ApiError.invalidRequest('compaction: conversations are not compacted by this gateway; compact in the client');
  }
}
