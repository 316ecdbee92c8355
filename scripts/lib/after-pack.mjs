import { rmSync } from 'node:fs';
import path from 'node:path';

/**
 * A custom Electron folder leaves its own start page and version file behind; neither belongs in the product.
 * @param {import('electron-builder').AfterPackContext} context
 */
export default function afterPack({ appOutDir, electronPlatformName, packager }) {
  const resources =
    electronPlatformName === 'darwin'
      ? path.join(appOutDir, `${packager.appInfo.productFilename}.app`, 'Contents', 'Resources')
      : path.join(appOutDir, 'resources');
  rmSync(path.join(resources, 'default_app.asar'), { force: true });
  rmSync(path.join(appOutDir, 'version'), { force: true });
}
