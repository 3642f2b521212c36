import { BlockList, isIP } from 'node:net';

const privateNetworks = new BlockList();
for (const [address, prefix] of [
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
  ['100.64.0.0', 10],
] as const) {
  privateNetworks.addSubnet(address, prefix, 'ipv4');
}
privateNetworks.addAddress('::1', 'ipv6');
privateNetworks.addSubnet('fc00::', 7, 'ipv6');
privateNetworks.addSubnet('fe80::', 10, 'ipv6');

/** Names that only resolve within a machine, a container network, a local network or a cluster. */
const privateName = /^[^.]+$|\.(localhost|local|internal|lan|home\.arpa|svc|cluster\.local|test)$/i;

/** Whether requests to a URL's host cross public networks. */
export function isPublicHost(hostname: string): boolean {
  const address = hostname.replace(/^\[|\]$/g, '');
  const family = isIP(address);
  if (family === 0) return !privateName.test(address);
  return !privateNetworks.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

const httpProxyVariables = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy'];

/** Whether the environment configures an HTTP proxy for outgoing requests. */
export const usesHttpProxy = (): boolean => httpProxyVariables.some((name) => process.env[name]);
