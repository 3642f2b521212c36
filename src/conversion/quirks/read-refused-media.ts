import type { ChatContentPart, ChatMessage, ChatRequest } from '../../protocol/openai/chat-request.js';
import type { ModelQuirks } from './model-quirks.js';

const NO_IMAGES =
  /image_url[`'"]? is only supported by certain models|unknown variant [`'"]?image_url|not a multimodal model|at most 0 image|(?:does not|doesn't) support (?:image|vision|multimodal)|\bimage(?:s| inputs?| content)? (?:is|are) not supported/i;
const NO_FILES =
  /unknown (?:variant|part type):? [`'"]?file\b|invalid (?:value|content type):? [`'"]?file\b|(?:does not|doesn't) support (?:pdf|file|document)s?\b/i;

/** Reads from a refusal that the model takes no images, or no files, when some were sent. */
export function readRefusedMedia(message: string, { messages }: ChatRequest): ModelQuirks | undefined {
  if (NO_IMAGES.test(message) && messages.some(hasPart('image_url'))) return { takesImages: false };
  if (NO_FILES.test(message) && messages.some(hasPart('file'))) return { takesFiles: false };
  return undefined;
}

function hasPart(type: ChatContentPart['type']): (message: ChatMessage) => boolean {
  return ({ content }) => Array.isArray(content) && content.some((part: ChatContentPart) => part.type === type);
}
