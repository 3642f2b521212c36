import type { ReplyPieces } from './to-reply-pieces.js';
import { toCallFragment } from './to-call-fragment.js';

/** Joins all that the model wrote, shown or not, so that its tokens can be estimated. */
export function toGeneratedText({ thinking, text, refusal, calls }: ReplyPieces): string {
  const callTexts = calls.map((call) => {
    const { name, argumentsText } = toCallFragment(call);
    return name + argumentsText;
  });
  return thinking + text + refusal + callTexts.join('');
}
