import type { MessagesFeatures } from '../../providers/provider-profile.js';
import { isJsonObject } from '../../common/json.js';
import type { ConversionContext } from '../conversion.js';
import { isForeignThinking, isThinking, mayContainEnvelope, removeBlocks } from './foreign-thinking.js';
import type { RawRequest } from './raw-request.js';

type Fields = Readonly<Record<string, unknown>>;
type Settings = Pick<ConversionContext, 'upstreamModel' | 'maxOutputTokens' | 'profile'>;

/** The body of a request to a Messages upstream. */
export interface NativeBody {
  readonly bytes: Uint8Array;
  /** Names of fields that the upstream does not receive. */
  readonly dropped: readonly string[];
}

/** Builds the body from the client's bytes, which stay unchanged unless something has to be replaced or removed. */
export function buildForwardedBody(raw: RawRequest, settings: Settings): NativeBody {
  if (!requiresParsing(raw, settings)) return { bytes: replaceValues(raw, settings), dropped: [] };
  const parsed = raw.parse();
  const body = isJsonObject(parsed) ? parsed : {};
  const changed = changeFields(body, settings);
  return changed === body
    ? { bytes: replaceValues(raw, settings), dropped: [] }
    : { ...serialize(changed, settings), dropped: listDropped(body, settings) };
}

/** Builds the body from a request that was parsed and changed, for instance by a host application. */
export function buildParsedBody(request: object, settings: Settings): NativeBody {
  const body: Fields = { ...request };
  return { ...serialize(changeFields(body, settings), settings), dropped: listDropped(body, settings) };
}

function requiresParsing(raw: RawRequest, { profile }: Settings): boolean {
  const { sendsThinking, allowsThinking, rejectedFields } = profile.messagesFeatures;
  return (
    !sendsThinking ||
    !allowsThinking ||
    hasExtraBody(profile.extraBody) ||
    mayContainEnvelope(raw.bytes) ||
    (rejectedFields.length > 0 && raw.names.some((name) => rejectedFields.includes(name)))
  );
}

const hasExtraBody = (extraBody: Fields): boolean => Object.keys(extraBody).length > 0;

/** Replaces each occurrence of the model, so that the upstream cannot see one that was not authorized. */
function replaceValues(raw: RawRequest, { upstreamModel, maxOutputTokens }: Settings): Buffer {
  const values = new Map<string, string | number>();
  if (raw.model !== upstreamModel || raw.isAmbiguous('model')) values.set('model', upstreamModel);
  const limited = limitTokens(raw.maxTokens, maxOutputTokens);
  if (limited !== undefined && (limited !== raw.maxTokens || raw.isAmbiguous('max_tokens'))) {
    values.set('max_tokens', limited);
  }
  return raw.replace(values);
}

function limitTokens(requested: unknown, limit = Infinity): number | undefined {
  return typeof requested === 'number' ? Math.min(requested, limit) : undefined;
}

/** Returns the same object if nothing changes but the values that can be replaced in place. */
function changeFields(body: Fields, { profile }: Settings): Fields {
  const { messagesFeatures, extraBody } = profile;
  const { sendsThinking, allowsThinking, rejectedFields } = messagesFeatures;
  const messages = removeBlocks(body['messages'], sendsThinking ? isForeignThinking : isThinking);
  const isRejected = Object.keys(body).some((name) => rejectedFields.includes(name));
  if (messages === body['messages'] && allowsThinking && !isRejected && !hasExtraBody(extraBody)) return body;
  return {
    ...omitFields(body, messagesFeatures),
    ...(messages !== undefined && { messages }),
    ...(!allowsThinking && { thinking: { type: 'disabled' } }),
    ...extraBody,
  };
}

function omitFields(body: Fields, { rejectedFields }: MessagesFeatures): Fields {
  return Object.fromEntries(Object.entries(body).filter(([name]) => !rejectedFields.includes(name)));
}

function listDropped(body: Fields, { profile }: Settings): readonly string[] {
  const { rejectedFields } = profile.messagesFeatures;
  return Object.keys(body).filter((name) => rejectedFields.includes(name));
}

function serialize(body: Fields, { upstreamModel, maxOutputTokens }: Settings): Pick<NativeBody, 'bytes'> {
  const limited = limitTokens(body['max_tokens'], maxOutputTokens);
  const replaced = { model: upstreamModel, ...(limited !== undefined && { max_tokens: limited }) };
  // Go's decoder ignores the case of keys.
  const isOtherSpelling = (name: string): boolean => !(name in replaced) && name.toLowerCase() in replaced;
  const entries = Object.entries({ ...body, ...replaced }).filter(([name]) => !isOtherSpelling(name));
  return { bytes: Buffer.from(JSON.stringify(Object.fromEntries(entries))) };
}
