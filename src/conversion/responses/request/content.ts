import type { ResponsesContentPart } from '../../../protocol/openai/responses-request.js';
import type { ContentPart } from '../../shared/conversation/content-parts.js';

/** Converts the content of a message or of the output of a call. */
export function convertContent(parts: readonly ContentPart[]): readonly ResponsesContentPart[] {
  return parts.map(convertPart);
}

function convertPart({ cacheBreakpoint, ...part }: ContentPart): ResponsesContentPart {
  const marked = cacheBreakpoint && { prompt_cache_breakpoint: { mode: 'explicit' as const } };
  switch (part.type) {
    case 'text':
      return { type: 'input_text', text: part.text, ...marked };
    case 'image':
      return { type: 'input_image', image_url: part.url, detail: 'auto', ...marked };
    case 'file':
      return { type: 'input_file', filename: part.filename, file_data: part.data, ...marked };
  }
}
