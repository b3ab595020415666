function writes(user, context, callback) {
  const ctx = context;
  const part = 'request';
  ctx.idToken['https://example.com/app'] = ctx[part];
  ctx.samlConfiguration.mappings = { 'urn:app': 'nickname', 'urn:team': 'user_metadata.' + user.email };
  ctx.samlConfiguration.audience = user.email_verified ? 'urn:' + ctx.clientID : undefined;
  const duo = { provider: 'duo', ikey: 'ikey', skey: 'skey', host: 'api.example.com', username: user.user_id };
  if (user.nickname) ctx.multifactor = user.email ? duo : { provider: 'any' };
  if (user.name === 'scopes') ctx.accessToken.scope = ctx.clientName === 'text' ? 'read:a  read:b' : ['read:a'];
  callback(null, user, context);
}
