{{/* Where and how often a ServiceMonitor or PodMonitor reads metrics: dict "root" $ "monitor" (dict). */}}
{{- define "claude-proxy.metricsEndpoint" -}}
port: {{ include "claude-proxy.metricsPortName" .root }}
path: /metrics
interval: {{ .monitor.interval }}
{{- with .monitor.relabelings }}
relabelings:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .monitor.metricRelabelings }}
metricRelabelings:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}
