import type { ChartValues } from '../chart-value.js';
import type { ConfigurationValues } from '../to-configuration-values.js';
import { availability, monitoring } from './availability.js';
import { network } from './network.js';
import { pod } from './pod.js';
import { release } from './release.js';
import { serviceConfiguration } from './service-configuration.js';

/** A chapter of the chart's values, as the documentation groups them. */
export interface Chapter {
  readonly title: string;
  readonly values: ChartValues;
}

/** Every value of the chart. */
export const toChapters = (configuration: ConfigurationValues): readonly Chapter[] => [
  { title: 'Release and image', values: release },
  { title: 'Configuration and keys', values: serviceConfiguration(configuration) },
  { title: 'Network', values: network },
  { title: 'Availability and scaling', values: availability },
  { title: 'Monitoring', values: monitoring },
  { title: 'Pods', values: pod },
];
