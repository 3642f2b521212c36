import type { ChatCompletion } from '../protocol/openai/chat-completion.js';
import type { ChatStreamItem } from '../protocol/openai/chat-chunk.js';

/** What the upstream answered to a request that asked for no stream: some stream nevertheless. */
export type UpstreamReply =
  | { readonly kind: 'completion'; readonly completion: ChatCompletion }
  | { readonly kind: 'stream'; readonly items: readonly ChatStreamItem[] };
