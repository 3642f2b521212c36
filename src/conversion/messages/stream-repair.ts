import { isJsonObject } from '../../common/json.js';
import { parseTokenCount } from '../shared/usage.js';

type Fields = Readonly<Record<string, unknown>>;

const COUNTS = ['input_tokens', 'output_tokens', 'cache_creation_input_tokens', 'cache_read_input_tokens'];

/** Repairs the events of servers that implement the Messages API incompletely: missing counts, indices not from 0. */
export class StreamRepair {
  private readonly indices = new Map<unknown, number>();

  apply(event: Fields): Fields {
    const { index, message } = event;
    if (index !== undefined) return { ...event, index: this.renumber(index) };
    if (event['type'] === 'message_delta') return { ...event, usage: completeUsage(event['usage']) };
    if (event['type'] !== 'message_start' || !isJsonObject(message)) return event;
    return { ...event, message: { ...message, usage: completeUsage(message['usage']) } };
  }

  private renumber(index: unknown): number {
    const known = this.indices.get(index) ?? this.indices.size;
    this.indices.set(index, known);
    return known;
  }
}

/** Clients compute with these counts. */
function completeUsage(usage: unknown): Fields {
  const fields = isJsonObject(usage) ? usage : {};
  return { ...fields, ...Object.fromEntries(COUNTS.map((name) => [name, parseTokenCount(fields[name]) ?? 0])) };
}
