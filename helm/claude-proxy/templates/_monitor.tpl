{{/* The scrape endpoint of a ServiceMonitor or PodMonitor. Arguments: "root" ($), "monitor" (its values). */}}
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
