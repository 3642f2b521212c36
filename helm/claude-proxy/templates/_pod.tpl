{{/* Annotations that change, and so restart the pods, when the configuration that the proxy reads at startup changes. */}}
{{- define "claude-proxy.checksums" -}}
checksum/config: {{ include "claude-proxy.variables" . | sha256sum }}
{{- with .Values.routes }}
checksum/routes: {{ sha256sum . }}
{{- end }}
{{- if .Values.secrets.create }}
{{- /* A slow, salted hash: everyone who can read pods could test guessed keys against a plain one. */}}
checksum/secret: {{ derivePassword 1 "maximum" (toYaml .Values.secrets.values) .Release.Name .Release.Namespace | sha256sum }}
{{- end }}
{{- end -}}

{{/*
The pod spec without containers and volumes. There is no preStop hook, because the proxy drains on SIGTERM. The
pod-template-hash excludes the pods of the previous version from the topology spread.
*/}}
{{- define "claude-proxy.pod" -}}
serviceAccountName: {{ include "claude-proxy.serviceAccountName" . }}
automountServiceAccountToken: {{ .Values.serviceAccount.automount }}
enableServiceLinks: false
securityContext:
  {{- include "claude-proxy.securityContext" (dict "root" . "context" .Values.podSecurityContext) | nindent 2 }}
terminationGracePeriodSeconds: {{ .Values.terminationGracePeriodSeconds }}
{{- with .Values.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .Values.runtimeClassName }}
runtimeClassName: {{ . }}
{{- end }}
{{- with .Values.hostAliases }}
hostAliases:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.dnsConfig }}
dnsConfig:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.affinity }}
affinity:
  {{- include "claude-proxy.tpl" (dict "root" $ "value" .) | nindent 2 }}
{{- end }}
{{- with .Values.topologySpreadConstraints }}
topologySpreadConstraints:
  {{- range . }}
  - {{ toYaml . | nindent 4 | trim }}
    {{- if not .labelSelector }}
    labelSelector:
      matchLabels:
        {{- include "claude-proxy.selectorLabels" $ | nindent 8 }}
    {{- end }}
    {{- if not .matchLabelKeys }}
    matchLabelKeys:
      - pod-template-hash
    {{- end }}
  {{- end }}
{{- end }}
{{- end -}}

{{/* The container of the proxy. */}}
{{- define "claude-proxy.container" -}}
name: claude-proxy
image: {{ include "claude-proxy.image" . | quote }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
securityContext:
  {{- include "claude-proxy.securityContext" (dict "root" . "context" .Values.securityContext) | nindent 2 }}
ports:
  - name: http
    containerPort: {{ .Values.config.port }}
    protocol: TCP
  {{- with .Values.metrics.port }}
  - name: metrics
    containerPort: {{ . }}
    protocol: TCP
  {{- end }}
envFrom:
  - configMapRef:
      name: {{ include "claude-proxy.fullname" . }}
  {{- with .Values.extraEnvFrom }}
  {{- include "claude-proxy.tpl" (dict "root" $ "value" .) | nindent 2 }}
  {{- end }}
{{- $secretVariables := include "claude-proxy.secretVariables" . | trim }}
{{- if or $secretVariables .Values.extraEnv }}
env:
  {{- with $secretVariables }}
  {{- . | nindent 2 }}
  {{- end }}
  {{- with .Values.extraEnv }}
  {{- include "claude-proxy.tpl" (dict "root" $ "value" .) | nindent 2 }}
  {{- end }}
{{- end }}
{{- range $kind, $path := dict "startup" "/livez" "liveness" "/livez" "readiness" "/readyz" }}
{{ $kind }}Probe:
  httpGet:
    path: {{ $path }}
    port: http
  {{- toYaml (get $.Values.probes $kind) | nindent 2 }}
{{- end }}
resources:
  {{- toYaml .Values.resources | nindent 2 }}
volumeMounts:
  - name: tmp
    mountPath: /tmp
  {{- if .Values.routes }}
  - name: routes
    mountPath: /etc/claude-proxy/routes
    readOnly: true
  {{- end }}
  {{- if include "claude-proxy.hasCaBundle" . }}
  - name: ca
    mountPath: /etc/claude-proxy/ca
    readOnly: true
  {{- end }}
  {{- with .Values.extraVolumeMounts }}
  {{- include "claude-proxy.tpl" (dict "root" $ "value" .) | nindent 2 }}
  {{- end }}
{{- end -}}

{{- define "claude-proxy.volumes" -}}
- name: tmp
  emptyDir:
    sizeLimit: 64Mi
{{- if .Values.routes }}
- name: routes
  configMap:
    name: {{ include "claude-proxy.fullname" . }}-routes
{{- end }}
{{- with .Values.caBundle.existingConfigMap }}
- name: ca
  configMap:
    name: {{ . }}
{{- end }}
{{- with .Values.caBundle.existingSecret }}
- name: ca
  secret:
    secretName: {{ . }}
{{- end }}
{{- with .Values.extraVolumes }}
{{ include "claude-proxy.tpl" (dict "root" $ "value" .) }}
{{- end }}
{{- end -}}
