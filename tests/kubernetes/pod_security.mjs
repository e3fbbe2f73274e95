// SPDX-License-Identifier: Apache-2.0
// The restricted Pod Security Standard as of Kubernetes 1.34 for pods of Linux, a rule for each control:
// https://kubernetes.io/docs/concepts/security/pod-security-standards/
// Each rule has examples that break it: changes of a pod template that holds all rules.

function containersOf({ spec }) {
  return [...spec.initContainers ?? [], ...spec.containers, ...spec.ephemeralContainers ?? []];
}

// Returns the security contexts of the pod and of its containers.
function contextsOf(pod) {
  return [pod.spec, ...containersOf(pod)].map(({ securityContext = {} }) => securityContext);
}

// Returns a rule that holds if `test` holds for the value of `field` of each container. A container without
// that field has the value of its pod.
function everyContainer(field, test) {
  return (pod) => containersOf(pod).every(({ securityContext = {} }) =>
    test(securityContext[field] ?? pod.spec.securityContext?.[field]));
}

// Changes of a pod template.
const inPod = (fields) => ({ spec }) => Object.assign(spec, fields);
const inPodContext = (fields) => ({ spec }) => Object.assign(spec.securityContext, fields);
const inContainer = (fields) => ({ spec }) => Object.assign(spec.containers[0], fields);
const inContainerContext = (fields) => ({ spec }) => Object.assign(spec.containers[0].securityContext, fields);
const inInitContainer = (securityContext) => inPod({ initContainers: [{ name: 'init', securityContext }] });

const kSelinuxTypes = [undefined, '', 'container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t'];
const kVolumeTypes = ['configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'persistentVolumeClaim', 'projected', 'secret'];

export const kBaseline = [
  { control: 'HostProcess', rule: 'no container is a HostProcess',
    holds: (pod) => contextsOf(pod).every(({ windowsOptions }) => !windowsOptions?.hostProcess),
    broken: [inPodContext({ windowsOptions: { hostProcess: true } }), inContainerContext({ windowsOptions: { hostProcess: true } })] },
  { control: 'Host Namespaces', rule: 'the pod shares no namespace of the node',
    holds: ({ spec }) => !spec.hostNetwork && !spec.hostPID && !spec.hostIPC,
    broken: [inPod({ hostNetwork: true }), inPod({ hostPID: true }), inPod({ hostIPC: true })] },
  { control: 'Privileged Containers', rule: 'no container is privileged',
    holds: everyContainer('privileged', (value) => !value),
    broken: [inContainerContext({ privileged: true }), inInitContainer({ privileged: true })] },
  { control: 'HostPath Volumes', rule: 'no volume is a path of the node',
    holds: ({ spec }) => (spec.volumes ?? []).every(({ hostPath }) => hostPath === undefined),
    broken: [inPod({ volumes: [{ name: 'root', hostPath: { path: '/' } }] })] },
  { control: 'Host Ports', rule: 'no container has a port of the node',
    holds: (pod) => containersOf(pod).every(({ ports = [] }) => ports.every(({ hostPort }) => !hostPort)),
    broken: [inContainer({ ports: [{ containerPort: 10877, hostPort: 10877 }] })] },
  { control: 'Host Probes / Lifecycle Hooks', rule: 'no probe and no hook names a host',
    holds: (pod) => containersOf(pod).every(({ livenessProbe, readinessProbe, startupProbe, lifecycle = {} }) =>
      [livenessProbe, readinessProbe, startupProbe, lifecycle.postStart, lifecycle.preStop]
        .every((handler) => !handler?.httpGet?.host && !handler?.tcpSocket?.host)),
    broken: [inContainer({ livenessProbe: { httpGet: { host: '10.0.0.1', port: 80 } } }),
      inContainer({ lifecycle: { preStop: { tcpSocket: { host: '10.0.0.1', port: 80 } } } })] },
  { control: 'AppArmor', rule: 'AppArmor is not switched off',
    holds: (pod) => contextsOf(pod).every(({ appArmorProfile }) => appArmorProfile?.type !== 'Unconfined') &&
      Object.entries(pod.metadata?.annotations ?? {}).every(([name, value]) =>
        !name.startsWith('container.apparmor.security.beta.kubernetes.io/') || /^(runtime\/default|localhost\/.*)$/.test(value)),
    broken: [inPodContext({ appArmorProfile: { type: 'Unconfined' } }),
      ({ metadata }) => { metadata.annotations = { 'container.apparmor.security.beta.kubernetes.io/a': 'unconfined' }; }] },
  { control: 'SELinux', rule: 'SELinux has the types of containers, and no user or role',
    holds: (pod) => contextsOf(pod).every(({ seLinuxOptions: { type, user, role } = {} }) =>
      kSelinuxTypes.includes(type) && !user && !role),
    broken: [inContainerContext({ seLinuxOptions: { type: 'spc_t' } }), inPodContext({ seLinuxOptions: { user: 'system_u' } })] },
  { control: '/proc Mount Type', rule: '/proc is masked as usual',
    holds: (pod) => contextsOf(pod).every(({ procMount }) => [undefined, 'Default'].includes(procMount)),
    broken: [inContainerContext({ procMount: 'Unmasked' })] },
  { control: 'Sysctls', rule: 'the pod sets no parameter of the kernel, although the standard permits some',
    holds: ({ spec }) => (spec.securityContext?.sysctls ?? []).length === 0,
    broken: [inPodContext({ sysctls: [{ name: 'kernel.msgmax', value: '1' }] })] },
];

// Seccomp and Capabilities are also controls of the baseline. Here they are stricter.
export const kRestricted = [
  { control: 'Volume Types', rule: 'each volume has a type without access to the node',
    holds: ({ spec }) => (spec.volumes ?? []).every(({ name, ...types }) =>
      Object.keys(types).every((type) => kVolumeTypes.includes(type))),
    broken: [inPod({ volumes: [{ name: 'a', nfs: { server: 'a', path: '/' } }] }), inPod({ volumes: [{ name: 'a', hostPath: { path: '/' } }] })] },
  { control: 'Privilege Escalation', rule: 'no process gains rights',
    holds: (pod) => containersOf(pod).every(({ securityContext }) => securityContext?.allowPrivilegeEscalation === false),
    broken: [inContainerContext({ allowPrivilegeEscalation: true }), inContainerContext({ allowPrivilegeEscalation: undefined }),
      inInitContainer({})] },
  { control: 'Running as Non-root', rule: 'runAsNonRoot is true',
    holds: everyContainer('runAsNonRoot', (value) => value === true),
    broken: [inPodContext({ runAsNonRoot: undefined }), inContainerContext({ runAsNonRoot: false })] },
  { control: 'Running as Non-root user', rule: 'no user is 0',
    holds: (pod) => contextsOf(pod).every(({ runAsUser }) => runAsUser !== 0),
    broken: [inPodContext({ runAsUser: 0 }), inContainerContext({ runAsUser: 0 })] },
  { control: 'Seccomp', rule: 'the profile is RuntimeDefault or one of the node',
    holds: everyContainer('seccompProfile', (value) => ['RuntimeDefault', 'Localhost'].includes(value?.type)),
    broken: [inPodContext({ seccompProfile: undefined }), inContainerContext({ seccompProfile: { type: 'Unconfined' } })] },
  { control: 'Capabilities', rule: 'all are dropped, and at most NET_BIND_SERVICE is added',
    holds: (pod) => containersOf(pod).every(({ securityContext: { capabilities = {} } = {} }) =>
      capabilities.drop?.includes('ALL') && (capabilities.add ?? []).every((name) => name === 'NET_BIND_SERVICE')),
    broken: [inContainerContext({ capabilities: undefined }), inContainerContext({ capabilities: { drop: ['NET_RAW'] } }),
      inContainerContext({ capabilities: { drop: ['ALL'], add: ['SYS_TIME'] } }), inInitContainer({})] },
];

// Rules of this project, which the standard does not have.
export const kOwn = [
  { control: 'User', rule: 'the user and the group are 65534',
    holds: (pod) => everyContainer('runAsUser', (value) => value === 65534)(pod) &&
      everyContainer('runAsGroup', (value) => value === 65534)(pod),
    broken: [inPodContext({ runAsUser: 1000 }), inContainerContext({ runAsGroup: 0 })] },
  { control: 'Root file system', rule: 'it is read-only',
    holds: (pod) => containersOf(pod).every(({ securityContext }) => securityContext?.readOnlyRootFilesystem === true),
    broken: [inContainerContext({ readOnlyRootFilesystem: false }), inInitContainer({})] },
  { control: 'Mounts', rule: 'they are read-only',
    holds: (pod) => containersOf(pod).every(({ volumeMounts = [] }) => volumeMounts.every(({ readOnly }) => readOnly === true)),
    broken: [inContainer({ volumeMounts: [{ name: 'a', mountPath: '/a' }] })] },
  { control: 'Service account', rule: 'the pod has no token of it',
    holds: ({ spec }) => spec.automountServiceAccountToken === false && !JSON.stringify(spec.volumes ?? []).includes('serviceAccountToken'),
    broken: [inPod({ automountServiceAccountToken: undefined }),
      inPod({ volumes: [{ name: 'a', projected: { sources: [{ serviceAccountToken: { path: 'token' } }] } }] })] },
];
