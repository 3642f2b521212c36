import { parseJsonField, scanJsonFields } from '../../common/json-fields.js';
import type { JsonField } from '../../common/json-fields.js';
import { ApiError } from '../../errors/api-error.js';
import type { Message } from '../../protocol/anthropic/message.js';
import { ForwardedMessage } from '../forwarded-message.js';
import { BufferedBody, parseJsonOrText } from '../shared/response-body/buffered-body.js';
import type { ResponseReader } from '../shared/response-body/response-reader.js';
import { collectMessage } from '../shared/stream/event-collector.js';
import { EventOutput, changeMessage } from './frame-output.js';
import type { ResponseChanges } from './frame-output.js';
import { NativeAccount } from './native-account.js';

/** A whole response as the upstream sent it. */
export interface NativeResponse {
  readonly bytes: Buffer;
  readonly isEventStream: boolean;
}

/** Reads a whole response, whatever its content is. */
export class NativeResponseReader implements ResponseReader<NativeResponse> {
  model: string | undefined;
  private readonly body = new BufferedBody();

  constructor(private readonly isEventStream: boolean) {}

  get heldBytes(): number {
    return this.body.heldBytes;
  }

  push(bytes: Buffer): undefined {
    this.body.push(bytes);
  }

  end(): NativeResponse {
    const bytes = this.body.readBytes();
    if (!this.isEventStream) this.model = findModel(bytes);
    return { bytes, isEventStream: this.isEventStream };
  }
}

function findModel(bytes: Buffer): string | undefined {
  const model = readField(bytes, scanJsonFields(bytes) ?? [], 'model');
  return typeof model === 'string' ? model : undefined;
}

/** Parses one field of an object; undefined if it is absent. */
function readField(bytes: Buffer, fields: readonly JsonField[], name: string): unknown {
  const field = fields.findLast((candidate) => candidate.name === name);
  return field && parseJsonField(bytes, field);
}

/** What the conversion of a whole response depends on. */
interface NativeResponseContext {
  readonly changes: ResponseChanges;
  /** Whether the message is parsed, for interceptors that read it. */
  readonly readsEvents: boolean;
  readonly classifyError: (body: unknown) => ApiError;
}

/** Converts a whole response: to its own bytes if nobody reads it. Throws an ApiError if it is not a message. */
export function convertNativeResponse(
  { bytes, isEventStream }: NativeResponse,
  { changes, readsEvents, classifyError }: NativeResponseContext,
): Message | ForwardedMessage {
  if (isEventStream) return collectStream(bytes, changes);
  const fields = scanMessage(bytes, classifyError);
  // The JSON boundary: a Messages upstream responds with a message.
  if (readsEvents) return JSON.parse(changeMessage(bytes, fields, { ...changes, inputScale: 1 }).toString()) as Message;
  return createForwarded(bytes, fields, changes);
}

/** Forwards a whole response as its bytes. Throws an ApiError if it is not a message. */
export function forwardMessage(
  bytes: Buffer,
  { changes, classifyError }: Omit<NativeResponseContext, 'readsEvents'>,
): ForwardedMessage {
  return createForwarded(bytes, scanMessage(bytes, classifyError), changes);
}

function scanMessage(bytes: Buffer, classifyError: NativeResponseContext['classifyError']): readonly JsonField[] {
  const fields = scanJsonFields(bytes) ?? [];
  if (fields.some(({ name }) => name === 'error')) throw classifyError(parseJsonOrText(bytes.toString()));
  if (!fields.some(({ name }) => name === 'content')) {
    throw ApiError.upstream('The upstream responded with something that is not a message; check OPENAI_BASE_URL');
  }
  return fields;
}

function createForwarded(bytes: Buffer, fields: readonly JsonField[], changes: ResponseChanges): ForwardedMessage {
  const account = new NativeAccount();
  account.acceptMessage({
    usage: readField(bytes, fields, 'usage'),
    stop_reason: readField(bytes, fields, 'stop_reason'),
  });
  return new ForwardedMessage(changeMessage(bytes, fields, changes), account.usage, account.stopReason);
}

/** Collects a stream that was not requested. */
function collectStream(bytes: Buffer, changes: ResponseChanges): Message {
  const output = new EventOutput({ ...changes, inputScale: 1 }, true);
  output.add({ type: 'other', bytes });
  return collectMessage(output.flush());
}
