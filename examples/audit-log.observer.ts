/** Writes who asked which model when, and what it cost, one JSON object a line: never a prompt, never a key. */
import { Inject, Injectable } from '@nestjs/common';
import type { RequestContext, RequestObserver } from 'claude-proxy';
import type { Writable } from 'node:stream';

/** Where the audit log goes: a file, a socket of a collector. */
export const AUDIT_SINK = Symbol('AUDIT_SINK');

@Injectable()
export class AuditLog implements RequestObserver {
  constructor(@Inject(AUDIT_SINK) private readonly sink: Writable) {}

  onEnd({ head, caller, usage, ...context }: RequestContext): void {
    const entry = {
      at: new Date().toISOString(),
      requestId: head.requestId,
      route: head.route,
      caller: caller?.id,
      model: context.model,
      upstreamModel: context.upstreamModel,
      status: context.status,
      endedBy: context.endedBy,
      inputTokens: usage?.input_tokens,
      outputTokens: usage?.output_tokens,
    };
    this.sink.write(`${JSON.stringify(entry)}\n`);
  }
}
