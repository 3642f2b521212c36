import type { ResponsesEvent, ResponsesOutputItem, ResponsesOutputPart } from '../../../protocol/openai/responses.js';
import { asList, asText } from '../../../common/json.js';

/** An item of the output, which is written as its events arrive. */
export interface OutputItem {
  /** Accepts what announces the item. */
  register?(item: ResponsesOutputItem): void;
  /** Accepts a delta, or the repetition of a part at its end. */
  accept?(event: ResponsesEvent): void;
  /** Ends the item: writes what is missing of it. The argument is undefined if the upstream did not complete it. */
  complete(item: ResponsesOutputItem | undefined): void;
}

/** Lists the texts of the parts that have one of the types. */
export function listTexts(
  parts: readonly (ResponsesOutputPart | null)[] | null | undefined,
  ...types: readonly string[]
): readonly string[] {
  return asList(parts).flatMap((part) =>
    part && types.includes(asText(part.type)) ? [asText(part.text) || asText(part.refusal)] : [],
  );
}
