import type { MediaSupport } from '../../../providers/provider-profile.js';
import type { ImageBlockParam } from '../../../protocol/anthropic/request.js';
import type { ChatContentPart } from '../../../protocol/openai/chat-request.js';
import { ApiError } from '../../../errors/api-error.js';

const fetchable = /^(?:https?:\/\/|data:image\/)/i;
const mediaTypes = ['image/jpeg', 'image/png', 'image/gif', 'image/webp'];

// Claude Code recognizes the marker, removes the image from the conversation and continues.
const marker = '(capability_rejected: image_block)';

/** Converts an image; undefined when its source is of no known form. */
export function convertImage(
  { source }: ImageBlockParam,
  path: string,
  { images }: Pick<MediaSupport, 'images'>,
): ChatContentPart | undefined {
  if (images === 'none') throw ApiError.invalidRequest(`${path}: this provider takes no images ${marker}`);
  switch (source?.type) {
    case 'base64': {
      if (!mediaTypes.includes(source.media_type)) {
        throw ApiError.invalidRequest(
          `${path}.source.media_type: Input should be 'image/jpeg', 'image/png', 'image/gif' or 'image/webp' ${marker}`,
        );
      }
      return buildImagePart(typeof source.data === 'string' && `data:${source.media_type};base64,${source.data}`);
    }
    case 'url':
      // A provider that runs on somebody's own machine might open any other address itself, a file's for one.
      if (typeof source.url === 'string' && source.url !== '' && !fetchable.test(source.url)) {
        throw ApiError.invalidRequest(`${path}.source.url: Input should be an http(s) or data URL ${marker}`);
      }
      if (images === 'inline' && typeof source.url === 'string' && !source.url.startsWith('data:')) {
        throw ApiError.invalidRequest(`${path}.source: send the image itself, this provider fetches no URL ${marker}`);
      }
      return buildImagePart(source.url);
    case 'file':
      throw ApiError.invalidRequest(`${path}.source: files are not available on this gateway ${marker}`);
    default:
      return undefined;
  }
}

function buildImagePart(url: unknown): ChatContentPart | undefined {
  return typeof url === 'string' && url ? { type: 'image_url', image_url: { url } } : undefined;
}
