import { isJsonObject } from '../../common/json.js';
import type { ResponseUsage, StopReason } from '../../protocol/anthropic/message.js';
import type { ResponseAccount } from '../conversion.js';
import { parseTokenCount } from '../shared/usage.js';

type Fields = Readonly<Record<string, unknown>>;

const INPUT_COUNTS = ['input_tokens', 'cache_creation_input_tokens', 'cache_read_input_tokens'] as const;

/** Reads the usage of a Messages response. The counts of a stream are cumulative: later ones replace earlier ones. */
export class NativeAccount {
  stopReason: StopReason | null = null;
  private counts: ResponseUsage | undefined;

  get usage(): ResponseUsage {
    return this.counts ?? NO_USAGE;
  }

  /** The usage and the stop reason so far; undefined before the upstream has started to respond. */
  read(estimateInput: () => number): ResponseAccount | undefined {
    if (!this.counts) return undefined;
    const { usage, stopReason } = this;
    const hasInput = INPUT_COUNTS.some((name) => usage[name] > 0);
    return { usage: hasInput ? usage : { ...usage, input_tokens: estimateInput() }, stopReason };
  }

  /** Accepts a whole message, or the one in `message_start`. */
  acceptMessage(message: unknown): void {
    const fields = isJsonObject(message) ? message : {};
    this.acceptUsage(fields['usage'], true);
    this.acceptStopReason(fields['stop_reason']);
  }

  /** Accepts a `message_delta`. */
  acceptDelta({ delta, usage }: Fields): void {
    // Some providers report the whole prompt first, and how much of it was cached at the end.
    this.acceptUsage(usage, isJsonObject(usage) && parseTokenCount(usage['input_tokens']) !== undefined);
    if (isJsonObject(delta)) this.acceptStopReason(delta['stop_reason']);
  }

  private acceptUsage(usage: unknown, hasInput: boolean): void {
    const fields = isJsonObject(usage) ? usage : {};
    const known = this.usage;
    const read = (name: keyof ResponseUsage): number => parseTokenCount(fields[name]) ?? 0;
    this.counts = {
      ...known,
      ...(hasInput && Object.fromEntries(INPUT_COUNTS.map((name) => [name, read(name)]))),
      output_tokens: parseTokenCount(fields['output_tokens']) ?? known.output_tokens,
    };
  }

  private acceptStopReason(reason: unknown): void {
    // The JSON boundary: a reason that is not known yet passes.
    if (typeof reason === 'string') this.stopReason = reason as StopReason;
  }
}

const NO_USAGE: ResponseUsage = {
  input_tokens: 0,
  output_tokens: 0,
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: 0,
};
