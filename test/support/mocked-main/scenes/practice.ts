/** Scenes of the group `practice`. */
import { appState } from '../answers/app.ts';
import type { Scene } from '../scene.ts';

export const practiceScenes = {
  practiceStarting: () => ({ state: appState({ practice: { status: 'starting' } }), orders: [] }),
  practiceStopped: () => ({
    state: appState({ practice: { status: 'stopped', detail: 'EADDRINUSE 127.0.0.1:43110' } }),
    orders: [],
  }),
  settingsPractice: () => ({ state: appState(), orders: [] }),
} as const satisfies Record<string, () => Scene>;
