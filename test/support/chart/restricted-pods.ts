/** A pod's or a container's security context, as far as the standard looks into it. */
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

/** A pod, as far as the Pod Security Standards look into it. */
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

/** Says what the profile "restricted" of the Pod Security Standards would refuse in a pod. */
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

/** What is forbidden in a pod's context as in a container's. */
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
