function duo(user, context, callback) {
  context.multifactor = {
    provider: 'duo',
    ikey: configuration.DUO_IKEY,
    skey: configuration.DUO_SKEY,
    host: 'api-1234.duosecurity.com',
    ignoreCookie: true,
    username: user.nickname
  };
  callback(null, user, context);
}
