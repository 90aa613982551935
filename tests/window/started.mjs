// The window as a program: started without a browser, with the address it says.
import { spawn } from 'node:child_process';

export async function started(juesuan, args, options) {
  const program = spawn(juesuan, ['window', '--no-browser', ...args], options);
  let said = '';
  const address = await new Promise((found, failed) => {
    program.stderr.on('data', (data) => {
      said += data;
      const match = said.match(/http:\/\/\S+/);
      if (match) found(match[0]);
    });
    program.on('exit', () => failed(new Error(said)));
  });
  return { program, address, said: () => said };
}
