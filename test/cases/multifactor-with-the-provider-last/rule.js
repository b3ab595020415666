function (user, context, callback) {
  if (user.email_verified) context.multifactor = { allowRememberBrowser: true, provider: 'duo', ikey: 'a', skey: 'b', host: 'c' };
  else context.multifactor = { ignoreCookie: true, provider: 'google-authenticator' };
  callback(null, user, context);
}
