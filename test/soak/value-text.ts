import { parseFrames } from '../support/sse.js';

interface Reply {
  readonly content?: readonly { readonly text?: string }[];
}

/** The text of a successful response, streamed or not. */
export function formatValue(body: string): string {
  if (body.startsWith('{')) return (JSON.parse(body) as Reply).content?.map(({ text = '' }) => text).join('') ?? '';
  return parseFrames(body)
    .map(({ data }) => (data['delta'] as { text?: string } | undefined)?.text ?? '')
    .join('');
}
