/**
 * What a frame of a Messages stream is about: the events that the proxy reads, `content` for a delta of a block, `ping` for
 * frames that say nothing, such as comments, `other` for all others, and `message` for a whole response without frames.
 */
export type FrameType =
  'message_start' | 'message_delta' | 'message_stop' | 'error' | 'ping' | 'content' | 'other' | 'message';

const TYPES: ReadonlyMap<string, FrameType> = new Map([
  ['message_start', 'message_start'],
  ['message_delta', 'message_delta'],
  ['message_stop', 'message_stop'],
  ['error', 'error'],
  ['ping', 'ping'],
  ['content_block_delta', 'content'],
]);

/** Nearly all frames of a stream begin like this. */
const DELTA = Buffer.from('event: content_block_delta');

/** Whether the frame at a position is a delta of a block. Compares the bytes that no other event has in this place. */
export function isDelta(bytes: Buffer, start: number): boolean {
  return (
    bytes[start] === DELTA[0] &&
    bytes[start + 7] === DELTA[7] &&
    bytes[start + 20] === DELTA[20] &&
    bytes[start + 21] === DELTA[21]
  );
}

/** Finds the type of a frame by its first bytes. */
export function classifyFrame(bytes: Buffer): FrameType {
  if (isDelta(bytes, 0)) return 'content';
  const lines = bytes.toString('utf8', 0, Math.min(bytes.length, MAX_READ)).split(/\r?\n/);
  const name = findValue(lines, 'event:');
  if (name !== undefined) return TYPES.get(name) ?? 'other';
  const data = findValue(lines, 'data:');
  if (data === undefined) return 'ping';
  return TYPES.get(TYPE_FIELD.exec(data)?.[1] ?? parseType(bytes)) ?? 'other';
}

/** More than precede the data of any event. */
const MAX_READ = 1024;
/** Upstreams that send no event names send the type first. */
const TYPE_FIELD = /^\{\s*"type"\s*:\s*"(\w+)"/;

function findValue(lines: readonly string[], field: string): string | undefined {
  return lines
    .find((line) => line.startsWith(field))
    ?.slice(field.length)
    .trim();
}

function parseType(bytes: Buffer): string {
  return /"type"\s*:\s*"(message_start|message_delta|message_stop|error|ping)"/.exec(bytes.toString())?.[1] ?? '';
}
