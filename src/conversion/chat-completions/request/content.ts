import type { ChatContentPart } from '../../../protocol/openai/chat-request.js';
import type { ProviderProfile } from '../../../providers/provider-profile.js';
import type { ContentPart } from '../../shared/conversation/content-parts.js';

/** Converts content. Parts that are all text are joined: some servers accept an array only with other parts. */
export function convertContent(
  parts: readonly ContentPart[],
  { cacheControl }: ProviderProfile,
): string | readonly ChatContentPart[] {
  // With cache breakpoints the parts must stay the same from turn to turn: a cache matches the exact prompt.
  if (cacheControl !== 'none' && parts.length > 1) return parts.map(convertPart);
  const texts = parts.flatMap((part) => (part.type === 'text' && !part.cacheBreakpoint ? [part.text] : []));
  return texts.length === parts.length ? texts.join('\n\n') : parts.map(convertPart);
}

function convertPart({ cacheBreakpoint, ...part }: ContentPart): ChatContentPart {
  const marked = cacheBreakpoint && { cache_control: cacheBreakpoint };
  switch (part.type) {
    case 'text':
      return { ...part, ...marked };
    case 'image':
      return { type: 'image_url', image_url: { url: part.url }, ...marked };
    case 'file':
      return { type: 'file', file: { filename: part.filename, file_data: part.data }, ...marked };
  }
}
