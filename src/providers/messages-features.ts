import type { MessagesFeatures } from './provider-profile.js';

type KeyHeaders = Readonly<Record<string, string>>;

const webToken = /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/;

/** Whether a key is a JSON Web Token, such as one of Entra ID: these are sent as bearer tokens only. */
export const isWebToken = (apiKey: string): boolean => webToken.test(apiKey);

const authorizeByBearer = (apiKey: string): KeyHeaders => ({ authorization: `Bearer ${apiKey}` });

const authorizeByApiKey = (apiKey: string): KeyHeaders =>
  isWebToken(apiKey) ? authorizeByBearer(apiKey) : { 'x-api-key': apiKey };

/** A server of which nothing is known receives both. */
const authorizeByBoth = (apiKey: string): KeyHeaders => ({
  ...authorizeByBearer(apiKey),
  ...authorizeByApiKey(apiKey),
});

/** The features of servers about which nothing else is known. */
export const standardMessagesFeatures: MessagesFeatures = {
  authorize: authorizeByBoth,
  countsTokens: false,
  rejectedFields: [],
  rejectedBetas: [],
  sendsThinking: true,
  allowsThinking: true,
  repairsStreams: false,
};

/** Providers that expect the key as Anthropic does. */
export const apiKeyMessagesFeatures: MessagesFeatures = { ...standardMessagesFeatures, authorize: authorizeByApiKey };

/** Providers that reject the header of Anthropic, or do not read it. */
export const bearerMessagesFeatures: MessagesFeatures = { ...standardMessagesFeatures, authorize: authorizeByBearer };

/** Anthropic's own API, and Claude on Azure. */
export const claudeMessagesFeatures: MessagesFeatures = { ...apiKeyMessagesFeatures, countsTokens: true };
