import { describe, expect, it } from '@jest/globals';
import { newestRenders, objectsOf, type KubernetesObject } from '../support/chart/renders.js';
import { findViolations, type PodSpec } from '../support/chart/restricted-pods.js';

const safe = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
};
const podWith = (container: object, pod: object = {}): PodSpec => ({
  containers: [{ name: 'own', securityContext: { ...safe, ...container } }],
  ...pod,
});

/** The pod spec of a Pod, or of an object that creates pods. */
function podOf({ kind, spec }: KubernetesObject): PodSpec | undefined {
  if (kind === 'Pod') return spec as unknown as PodSpec;
  const template = spec?.['template'] as { spec?: PodSpec } | undefined;
  return template?.spec;
}

describe('the "restricted" profile of the Pod Security Standards', () => {
  it.each(newestRenders)('allows every pod of $values', (render) => {
    const pods = objectsOf(render).map(podOf);
    expect(pods.filter((pod) => pod !== undefined).length).toBeGreaterThan(0);
    expect(pods.flatMap((pod) => (pod ? findViolations(pod) : []))).toEqual([]);
  });

  it.each<[string, PodSpec]>([
    ['own: allowPrivilegeEscalation', podWith({ allowPrivilegeEscalation: undefined })],
    ['own: capabilities.drop', podWith({ capabilities: { drop: ['NET_RAW'] } })],
    ['own: capabilities.add', podWith({ capabilities: { drop: ['ALL'], add: ['SYS_ADMIN'] } })],
    ['own: runAsNonRoot', podWith({ runAsNonRoot: undefined })],
    ['own: runAsUser', podWith({ runAsUser: 0 })],
    ['own: seccompProfile', podWith({ seccompProfile: undefined })],
    ['own: privileged', podWith({ privileged: true })],
    ['pod: host namespaces', podWith({}, { hostNetwork: true })],
    ['pod: volume types', podWith({}, { volumes: [{ name: 'root', hostPath: { path: '/' } }] })],
    [
      'early: runAsNonRoot',
      podWith({}, { initContainers: [{ name: 'early', securityContext: { ...safe, runAsNonRoot: false } }] }),
    ],
  ])('rejects %s', (violation, pod) => {
    expect(findViolations(podWith({}))).toEqual([]);
    expect(findViolations(pod)).toEqual([violation]);
  });
});
