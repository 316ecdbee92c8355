import { Menu, type MenuItemConstructorOptions } from 'electron';

/**
 * macOS needs a menu for copy, paste and quit; elsewhere the menu would only take height and keys (F10, Alt) from the
 * counter.
 */
export function setApplicationMenu(platform: NodeJS.Platform): void {
  const template: MenuItemConstructorOptions[] = [{ role: 'appMenu' }, { role: 'editMenu' }, { role: 'windowMenu' }];
  Menu.setApplicationMenu(platform === 'darwin' ? Menu.buildFromTemplate(template) : null);
}
