import type { Message } from '../../src/protocol/anthropic/message.js';
import type { MessageStreamEvent } from '../../src/protocol/anthropic/stream-events.js';
import { checkErrorReply, checkMessage } from './message-shape.js';
import { parseFrames } from './sse.js';
import { checkStreamGrammar } from './stream-grammar.js';

/** Names how a reply ended, as the table of faults does; throws when it is neither a legal reply nor a legal error. */
export async function describeOutcome(response: Response): Promise<string> {
  const text = await response.text();
  if (response.status !== 200) {
    const body = JSON.parse(text) as { error: { type: string } };
    checkErrorReply(response.status, body);
    return `${response.status} ${body.error.type}`;
  }
  if (!response.headers.get('content-type')?.startsWith('text/event-stream')) {
    checkMessage(JSON.parse(text) as Message);
    return 'served';
  }
  const events = parseFrames(text).map(({ data }) => data as unknown as MessageStreamEvent);
  checkStreamGrammar(events);
  const last = events.at(-1);
  return last?.type === 'error' ? `\`event: error\` ${last.error.type}` : 'served';
}
