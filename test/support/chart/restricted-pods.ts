/** The fields of a security context that the standard restricts. */
interface SecurityContext {
  readonly allowPrivilegeEscalation?: boolean;
  readonly appArmorProfile?: { readonly type: string };
  readonly capabilities?: { readonly add?: readonly string[]; readonly drop?: readonly string[] };
  readonly privileged?: boolean;
  readonly procMount?: string;
  readonly runAsNonRoot?: boolean;
  readonly runAsUser?: number;
  readonly seccompProfile?: { readonly type: string };
  readonly seLinuxOptions?: unknown;
  readonly sysctls?: readonly unknown[];
  readonly windowsOptions?: { readonly hostProcess?: boolean };
}

interface Container {
  readonly name: string;
  readonly ports?: readonly { readonly hostPort?: number }[];
  readonly securityContext?: SecurityContext;
}

/** The fields of a pod that the Pod Security Standards restrict. */
export interface PodSpec {
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly hostIPC?: boolean;
  readonly hostNetwork?: boolean;
  readonly hostPID?: boolean;
  readonly securityContext?: SecurityContext;
  readonly volumes?: readonly Readonly<Record<string, unknown>>[];
}

const allowedVolumes = new Set(
  'configMap csi downwardAPI emptyDir ephemeral persistentVolumeClaim projected secret'.split(' '),
);
const allowedProfiles = new Set(['RuntimeDefault', 'Localhost']);

/** Lists the violations of the "restricted" profile of the Pod Security Standards. */
export function findViolations(pod: PodSpec): string[] {
  const own = pod.securityContext ?? {};
  const containers = [...pod.containers, ...(pod.initContainers ?? [])];
  return [
    ...refusals('pod', [
      [pod.hostNetwork === true || pod.hostPID === true || pod.hostIPC === true, 'host namespaces'],
      [(pod.volumes ?? []).some(isForbiddenVolume), 'volume types'],
      ...findInContext(own),
    ]),
    ...containers.flatMap((container) => findInContainer(container, own)),
  ];
}

function findInContainer({ name, ports, securityContext: own = {} }: Container, pod: SecurityContext): string[] {
  const added = own.capabilities?.add ?? [];
  return refusals(name, [
    [own.allowPrivilegeEscalation !== false, 'allowPrivilegeEscalation'],
    [own.capabilities?.drop?.includes('ALL') !== true, 'capabilities.drop'],
    [added.some((capability) => capability !== 'NET_BIND_SERVICE'), 'capabilities.add'],
    [(own.runAsNonRoot ?? pod.runAsNonRoot) !== true, 'runAsNonRoot'],
    [!allowedProfiles.has((own.seccompProfile ?? pod.seccompProfile)?.type ?? 'none'), 'seccompProfile'],
    [(ports ?? []).some(({ hostPort }) => hostPort !== undefined), 'hostPort'],
    ...findInContext(own),
  ]);
}

/** The rules that apply to the security contexts of both pods and containers. */
function findInContext(context: SecurityContext): [boolean, string][] {
  return [
    [context.privileged === true, 'privileged'],
    [context.runAsUser === 0, 'runAsUser'],
    [context.seLinuxOptions !== undefined, 'seLinuxOptions'],
    [context.appArmorProfile?.type === 'Unconfined', 'appArmorProfile'],
    [context.seccompProfile?.type === 'Unconfined', 'seccompProfile'],
    [(context.procMount ?? 'Default') !== 'Default', 'procMount'],
    [(context.sysctls ?? []).length > 0, 'sysctls'],
    [context.windowsOptions?.hostProcess === true, 'hostProcess'],
  ];
}

function isForbiddenVolume(volume: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(volume).some((key) => key !== 'name' && !allowedVolumes.has(key));
}

function refusals(where: string, findings: readonly (readonly [boolean, string])[]): string[] {
  return findings.filter(([isViolated]) => isViolated).map(([, what]) => `${where}: ${what}`);
}
