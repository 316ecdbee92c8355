// The least that an Electron app with a sandboxed window can be: the reference for the start benchmark.
const { app, BrowserWindow } = require('electron');
const path = require('node:path');

app.enableSandbox();
app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1366, height: 768, show: false, webPreferences: { sandbox: true } });
  window.webContents.session.setSpellCheckerLanguages([]);
  window.once('ready-to-show', () => window.show());
  window.loadFile(path.join(__dirname, 'index.html'));
});
