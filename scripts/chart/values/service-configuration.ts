import { type ChartValues, choice, fieldsOf, flag, list, section, text } from '../chart-value.js';
import type { ConfigurationValues } from '../to-configuration-values.js';

/** How the service is told what to do. */
export const serviceConfiguration = ({ config, secretKeys, secretValues }: ConfigurationValues): ChartValues => ({
  config: section('The service’s variables; what is not set here has the service’s own default', config),
  routes: text(
    'The content of the routes file, as text because the order of its keys counts: what single models can do, further providers. It is checked by the service at its start',
  ),
  secrets: section('Where keys come from. Without any of these, each client’s own key is handed on to the provider', {
    existingSecret: text('A Secret that exists; tpl'),
    keys: section('The Secret’s key that holds each variable; empty: not taken from the Secret', secretKeys),
    create: flag('Makes the Secret from `values`. For trying out: the keys end up in the release', false),
    values: section('The Secret’s content when it is made here', secretValues),
    externalSecret: section('Makes an ExternalSecret, out of which the External Secrets Operator makes the Secret', {
      enabled: flag('Makes it', false),
      refreshInterval: text('How often the store is asked', '1h', { pattern: '^[0-9]+(s|m|h)$' }),
      storeRef: section('The store', {
        name: text('Its name'),
        kind: choice('Its kind', ['SecretStore', 'ClusterSecretStore'], 'SecretStore'),
      }),
      data: list('One entry for each of `secrets.keys`, in the operator’s own words', {
        type: 'object',
        required: ['secretKey', 'remoteRef'],
        additionalProperties: false,
        properties: {
          secretKey: { type: 'string', minLength: 1 },
          remoteRef: { type: 'object', required: ['key'] },
        },
      }),
    }),
  }),
  extraEnv: list('Further variables of the container; tpl', fieldsOf(['name', 'value', 'valueFrom'], ['name'])),
  extraEnvFrom: list(
    'Further Secrets and ConfigMaps with variables; tpl',
    fieldsOf(['prefix', 'configMapRef', 'secretRef']),
  ),
  caBundle: section('Certificate authorities of your own, besides the public ones', {
    existingConfigMap: text('A ConfigMap that holds them as PEM'),
    existingSecret: text('Or a Secret'),
    key: text('Its key', 'ca.crt', { pattern: '^[-._a-zA-Z0-9]+$' }),
  }),
  proxy: section('The HTTP proxy on the way to the provider. One with a password belongs into `extraEnv`', {
    httpProxy: text('For an `http://` provider', '', { pattern: '^(https?://[^@]+)?$' }),
    httpsProxy: text('For an `https://` provider', '', { pattern: '^(https?://[^@]+)?$' }),
    noProxy: text('Hosts that are reached without it, separated by commas'),
  }),
});
