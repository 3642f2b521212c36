import type { ProxyOptions } from '../config/proxy-options.js';

/** Collects the models that the configuration names: clients can make up any other name. */
export function toModelLabels(options: ProxyOptions): ReadonlySet<string> {
  const { bigModel, smallModel, modelMap, modelSettings, upstreams, routes } = options;
  const mapped = modelMap.map(({ target }) => target);
  const routed = routes.flatMap(({ targets }) => targets.map(({ model = '' }) => model));
  const described = [modelSettings, ...upstreams.map((upstream) => upstream.modelSettings)].flat();
  const patterns = described.map(({ pattern }) => pattern).filter((pattern) => !pattern.includes('*'));
  const names = [...mapped, ...routed].filter((name) => name !== '' && !name.startsWith('@'));
  return new Set([bigModel, smallModel, ...names, ...patterns]);
}
