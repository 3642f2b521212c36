import { type ChartValues, anyObject, choice, fieldsOf, integer, list, section, text, texts } from '../chart-value.js';

const dnsName = '^([a-z0-9]([-a-z0-9]*[a-z0-9])?)?$';

/** What is installed, and under which names. */
export const release: ChartValues = {
  global: anyObject('Values shared by all charts of an umbrella; `global.imageRegistry` replaces `image.registry`'),
  nameOverride: text('Replaces the chart’s name in the names of the objects', '', { pattern: dnsName, maxLength: 53 }),
  fullnameOverride: text('Replaces the whole name of the objects', '', { pattern: dnsName, maxLength: 53 }),
  namespaceOverride: text('A namespace other than the release’s', '', { pattern: dnsName, maxLength: 63 }),
  commonLabels: texts('Labels on every object, besides those that select pods'),
  commonAnnotations: texts('Annotations on every object'),
  replicaCount: integer('Pods, when nothing scales them', 2),
  image: section('The container image', {
    registry: text('The registry’s host, with a port where it needs one; empty: the container runtime’s own default'),
    repository: text('The image’s name', 'claude-proxy', { minLength: 1 }),
    tag: text('Empty: the chart’s `appVersion`. Not beside `digest`', '', { pattern: '^[A-Za-z0-9_.-]{0,128}$' }),
    digest: text('Pins the image, as in `sha256:…`', '', { pattern: '^(sha256:[a-f0-9]{64})?$' }),
    pullPolicy: choice('When the image is pulled', ['Always', 'IfNotPresent', 'Never'], 'IfNotPresent'),
  }),
  imagePullSecrets: list('Secrets for the registry, as in `- name: my-registry`', fieldsOf(['name'], ['name'])),
};
