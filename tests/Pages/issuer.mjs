// Somebody else's OpenID provider, as small as can be: who asks is signed in at once. A code is good once, and only with its PKCE verifier.
import { createHash, createSign, generateKeyPairSync, randomUUID } from 'node:crypto';
import http from 'node:http';

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const part = thing => Buffer.from(JSON.stringify(thing)).toString('base64url');

export class Issuer {
  person = { sub: 'anna', roles: [] };
  prompts = [];
  #codes = new Map();

  static async open() {
    const issuer = new Issuer();
    issuer.server = http.createServer((request, response) => issuer.#answer(request, response));
    await new Promise(done => issuer.server.listen(0, '127.0.0.1', done));
    issuer.address = `http://127.0.0.1:${issuer.server.address().port}`;
    return issuer;
  }

  /** What a server is started with that lets people sign in here. */
  get options() {
    return ['--jwt-issuer', this.address, '--jwt-audience', 'smartstore', '--jwks', `${this.address}/jwks`, '--oidc-client-id', 'pages'];
  }

  token(claims) {
    const now = Math.floor(Date.now() / 1000);
    const text = `${part({ alg: 'RS256', typ: 'JWT', kid: 'one' })}.${part({ iss: this.address, iat: now, exp: now + 600, ...claims })}`;
    return `${text}.${createSign('RSA-SHA256').update(text).sign(privateKey, 'base64url')}`;
  }

  close() { this.server.close(); this.server.closeAllConnections(); }

  #answer(request, response) {
    const url = new URL(request.url, this.address);
    const say = thing => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(thing));
    if (url.pathname === '/.well-known/openid-configuration') return say({ issuer: this.address, authorization_endpoint: `${this.address}/authorize`, token_endpoint: `${this.address}/token`, jwks_uri: `${this.address}/jwks` });
    if (url.pathname === '/jwks') return say({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'one', use: 'sig', alg: 'RS256' }] });
    if (url.pathname === '/authorize') {
      const asked = Object.fromEntries(url.searchParams), code = randomUUID();
      this.prompts.push(asked.prompt ?? '');
      this.#codes.set(code, { ...asked, ...this.person });
      return response.writeHead(302, { location: `${asked.redirect_uri}?${new URLSearchParams({ code, state: asked.state })}` }).end();
    }
    let body = '';
    request.on('data', text => { body += text; }).on('end', () => {
      const form = new URLSearchParams(body), asked = this.#codes.get(form.get('code'));
      this.#codes.delete(form.get('code'));
      if (url.pathname !== '/token' || !asked || asked.redirect_uri !== form.get('redirect_uri') || createHash('sha256').update(form.get('code_verifier') ?? '').digest('base64url') !== asked.code_challenge) return response.writeHead(400).end('{"error":"invalid_grant"}');
      return say({ access_token: randomUUID(), token_type: 'Bearer', id_token: this.token({ aud: 'pages', sub: asked.sub, roles: asked.roles, nonce: asked.nonce }) });
    });
  }
}
