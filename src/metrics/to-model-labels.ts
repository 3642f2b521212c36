import type { ProxyOptions } from '../config/proxy-options.js';

/** Collects the models that the configuration names: clients can make up any other name. */
export function toModelLabels({ bigModel, smallModel, modelMap, modelRoutes }: ProxyOptions): ReadonlySet<string> {
  const targets = modelMap.map(({ target }) => target).filter((target) => !target.startsWith('@'));
  const patterns = modelRoutes.map(({ pattern }) => pattern).filter((pattern) => !pattern.includes('*'));
  return new Set([bigModel, smallModel, ...targets, ...patterns]);
}
