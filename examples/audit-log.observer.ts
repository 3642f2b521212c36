/** Writes one JSON line per request: caller, model, outcome and token usage. It contains no prompts or keys. */
import { Inject, Injectable } from '@nestjs/common';
import type { RequestRecord, RequestObserver } from 'claude-proxy';
import type { Writable } from 'node:stream';

/** The destination of the audit log, such as a file or a socket. */
export const AUDIT_SINK = Symbol('AUDIT_SINK');

@Injectable()
export class AuditLog implements RequestObserver {
  constructor(@Inject(AUDIT_SINK) private readonly sink: Writable) {}

  onEnd({ head, usage, ...record }: RequestRecord): void {
    const entry = {
      at: new Date().toISOString(),
      requestId: head.requestId,
      route: head.route,
      caller: head.caller?.id,
      model: record.model,
      upstreamModel: record.upstreamModel,
      status: record.status,
      endedBy: record.endedBy,
      inputTokens: usage?.input_tokens,
      outputTokens: usage?.output_tokens,
    };
    this.sink.write(`${JSON.stringify(entry)}\n`);
  }
}
