import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { story, assert, until } from '../harness/world.js';
import { browse, servePage } from '../harness/browser.js';
import { wholeHistory } from '../harness/compare.js';
import { picture, sizeOf } from '../harness/device/pictures.js';

const bytesOf = async (url, options) => {
  const response = await fetch(url, options);
  return { status: response.status, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
};

/** Asserts that the three pictures of an image message are there, and really of three sizes. */
async function assertPictures(payload, original, where) {
  const { width, height } = sizeOf(original);
  const fit = (short) => ({ width: Math.ceil((width * short) / Math.min(width, height)), height: Math.ceil((height * short) / Math.min(width, height)) });
  const sizes = [];
  for (const { url, width: said } of payload.imageInfoArray) {
    const got = await bytesOf(url);
    assert.equal(got.status, 200, `${where}: ${url} is there`);
    const size = sizeOf(got.bytes);
    if (said > 0) assert.equal(size.width, said, `${where}: a picture is as the message says`); // React Native's SDK measures nothing
    if (size.width === width) assert.ok(got.bytes.equals(original), `${where}: the original is what was sent`);
    sizes.push(size);
  }
  assert.deepEqual(sizes.sort((x, y) => y.width - x.width), [{ width, height }, fit(720), fit(198)], `${where}: three sizes`);
}

story('a page sends an image, a file and a video that the other side sees in its page', {
  proves: ['createImageMessage', 'createFileMessage', 'createVideoMessage'],
}, async (w) => {
  const browser = await browse(w);
  const url = await servePage(w);
  const login = async (page, userID) => {
    await page.evaluate((c) => window.app.login(c), { SDKAppID: w.app.id, proxyServer: w.server.socketURL, userID, userSig: w.app.userSig(userID) });
    return page;
  };
  const alice = await login(await browser.page('alice', url), 'alice');
  const bob = await login(await browser.page('bob', url), 'bob');
  const carol = await w.login('carol');
  await w.app.restOK('group_open_http_svc/create_group', { Type: 'Public', Name: 'tea', GroupId: 'tea', Owner_Account: 'alice', MemberList: [{ Member_Account: 'carol' }] });
  const send = (kind, file) => alice.evaluate(([k, f]) => window.app.sendFile(k, f), [kind, { ...file, base64: file.bytes.toString('base64'), bytes: undefined }]);

  const photo = picture(1500, 1000);
  const sent = await send('image', { to: 'bob', name: 'photo.png', type: 'image/png', bytes: photo });
  assert.equal(sent.progress.at(-1), 1, 'the SDK reported the progress to the end');
  const sizes = () => bob.locator('#seen img').evaluateAll((all) => all.map((i) => [i.naturalWidth, i.naturalHeight]));
  await until('bob sees all three pictures', async () => (await sizes()).filter(([x]) => x > 0).length === 3);
  assert.deepEqual((await sizes()).sort(([x], [y]) => y - x), [[1500, 1000], [1080, 720], [297, 198]]);

  const text = Buffer.from('minutes of the meeting\n'.repeat(1000));
  await send('file', { to: 'bob', name: 'minutes 7 – Tee.txt', type: 'text/plain', bytes: text });
  const link = bob.locator('#seen a');
  await until('bob sees the file', async () => (await link.count()) === 1);
  assert.equal(await link.textContent(), 'minutes 7 – Tee.txt');
  const file = await bytesOf(await link.getAttribute('href'));
  assert.ok(file.bytes.equals(text), 'and it is the file that was sent');
  assert.match(file.headers.get('content-disposition'), /^attachment/);

  const clip = Buffer.concat([Buffer.from('\0\0\0\x18ftypmp42\0\0\0\0mp42isom', 'latin1'), Buffer.alloc(50_000, 7)]);
  const video = await send('video', { to: 'bob', name: 'clip.mp4', type: 'video/mp4', bytes: clip });
  await until('bob sees the cover of the video', async () => (await sizes()).length === 4 && (await sizes())[3][0] === 640);
  const played = await bytesOf(video.payload.remoteVideoUrl, { headers: { Range: 'bytes=24-33' } });
  assert.equal(played.status, 206);
  assert.equal(played.bytes.length, 10);
  assert.equal(played.headers.get('content-type'), 'video/mp4');

  // In a group, and from the history after a crash of the server.
  const inGroup = await send('image', { to: 'tea', inGroup: true, name: 'photo.png', type: 'image/png', bytes: photo });
  const received = await carol.receives((m) => m.ID === inGroup.ID);
  await assertPictures(received.payload, photo, 'in the group');
  await browser.screenshots('media');
  await w.kill();
  await w.start();
  const later = await w.login('carol', { device: 'mobile' });
  let found;
  await until('the image is in the history', async () => {
    found = (await wholeHistory(later, 'GROUPtea')).messages.find((m) => m.ID === inGroup.ID);
    return found;
  });
  await assertPictures(found.payload, photo, 'after the crash');
  assert.deepEqual(browser.outside, [], 'requests for other hosts');
  assert.deepEqual(w.pageErrors, []);
});

story('a phone and a mini program upload by forms', {
  proves: ['createImageMessage', 'createAudioMessage', 'createVideoMessage', 'registerPlugin'],
}, async (w) => {
  const [phone, mini, bob] = await w.logins(['alice', { device: 'mobile' }], ['carol', { device: 'mini' }], 'bob');
  const disk = (name, bytes) => {
    const file = path.join(w.dir, name);
    writeFileSync(file, bytes);
    return file;
  };
  const photo = picture(900, 1200);
  const uri = disk('IMG_1.png', photo);

  const fromPhone = await phone.sendTo('bob', 'image', { file: { uri, fileName: 'IMG_1.png', fileSize: photo.length, type: 'image/png', width: 900, height: 1200 } });
  await assertPictures((await bob.receives((m) => m.ID === fromPhone.ID)).payload, photo, 'from the phone');

  const fromMini = await mini.sendTo('bob', 'image', { file: { tempFiles: [{ tempFilePath: uri, size: photo.length }] } });
  await assertPictures((await bob.receives((m) => m.ID === fromMini.ID)).payload, photo, 'from the mini program');

  const voice = Buffer.concat([Buffer.from('ID3'), Buffer.alloc(3000, 5)]);
  const sound = await mini.sendTo('bob', 'audio', { file: { tempFilePath: disk('voice.mp3', voice), duration: 3000, fileSize: voice.length } });
  const heard = await bob.receives((m) => m.ID === sound.ID);
  assert.equal(heard.payload.second, 3);
  const played = await bytesOf(heard.payload.url);
  assert.ok(played.bytes.equals(voice));
  assert.equal(played.headers.get('content-type'), 'audio/mpeg');

  const clip = Buffer.concat([Buffer.from('\0\0\0\x18ftypmp42\0\0\0\0mp42isom', 'latin1'), Buffer.alloc(20_000, 7)]);
  const film = await mini.sendTo('bob', 'video', { file: { tempFiles: [{ tempFilePath: disk('clip.mp4', clip), size: clip.length, duration: 4 }] } });
  const seen = await bob.receives((m) => m.ID === film.ID);
  assert.ok((await bytesOf(seen.payload.videoUrl)).bytes.equals(clip));
  assert.deepEqual(sizeOf((await bytesOf(seen.payload.snapshotUrl)).bytes), { width: 640, height: 360 });
});

story('what is too large is refused, and other applications have other files', { settings: { image_mb: 1 } }, async (w) => {
  const mini = await w.login('alice', { device: 'mini' });
  await mini.frame('got', 'im_sdk_config_mgr.fetch_config');
  const file = path.join(w.dir, 'large.png');
  const large = Buffer.concat([picture(100, 100), Buffer.alloc(1 << 20)]);
  writeFileSync(file, large);
  await assert.rejects(mini.sendTo('bob', 'image', { file: { tempFiles: [{ tempFilePath: file, size: large.length }] } }), { code: 2253 });

  const other = await w.createApp('other');
  writeFileSync(file, picture(300, 300));
  const carol = await w.login('carol', { device: 'mini' });
  const bob = await w.login('bob');
  const sent = await carol.sendTo('bob', 'image', { file: { tempFiles: [{ tempFilePath: file, size: 1000 }] } });
  const { url } = (await bob.receives((m) => m.ID === sent.ID)).payload.imageInfoArray[0];
  assert.equal((await fetch(url)).status, 200);
  assert.equal((await fetch(url.replace(`/files/${w.app.id}/`, `/files/${other.id}/`))).status, 403);
  assert.equal((await fetch(url.replace(/\?.*/, ''))).status, 403);
});
