import type { UpstreamErrorBody } from './error-body.js';

/** A kind of input that a model does not accept. */
export type UnsupportedInput = 'image' | 'document';

const NO_IMAGES: readonly RegExp[] = [
  /image_url[`'"]? is only supported by certain models|unknown variant [`'"]?(?:image_url|input_image)|at most 0 image/i,
  /not a (?:multi-?modal|vision|vlm)|(?:model is )?not a vlm|text-only model|only supports? text\b/i,
  /(?:does not|doesn't|cannot|can't|not able to|unable to) (?:support|accept|process|handle|read) (?:any )?(?:image|vision|multi-?modal|visual)/i,
  /\b(?:image|vision|multi-?modal)(?:s| inputs?| content| understanding)? (?:is|are) (?:not|n't) (?:supported|allowed|accepted|enabled|available)/i,
  /no endpoints? (?:was |were )?found that supports? image/i,
  // Groq, about the content of a user message that is a list of parts.
  /\bcontent[`'"]? ?: value must be a string/i,
];
const NO_DOCUMENTS: readonly RegExp[] = [
  /unknown (?:variant|part type):? [`'"]?(?:input_)?file\b|invalid (?:value|content type):? [`'"]?(?:input_)?file\b/i,
  /(?:does not|doesn't|cannot|can't|unable to) (?:support|accept|process|handle|read) (?:any )?(?:pdf|file|document)s?\b/i,
  /\b(?:pdf|file|document)(?:s| inputs?| content)? (?:is|are) not (?:supported|allowed|accepted|enabled|available)/i,
  /no endpoints? (?:was |were )?found that supports? (?:file|pdf|document)/i,
];

/** Detects that the model does not accept a kind of input that was sent, in the wording of any known provider. */
export function findUnsupportedInput({ message }: UpstreamErrorBody): UnsupportedInput | undefined {
  if (NO_IMAGES.some((pattern) => pattern.test(message))) return 'image';
  return NO_DOCUMENTS.some((pattern) => pattern.test(message)) ? 'document' : undefined;
}
