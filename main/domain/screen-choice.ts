/** How a person wants the screens: their language, and light or dark. */
export const languages = ['en', 'zh', 'ja'] as const;
export type Language = (typeof languages)[number];

/** `system`: as the computer has it. */
export const appearances = ['system', 'light', 'dark'] as const;
export type Appearance = (typeof appearances)[number];
