function (user, context, callback) {
  const SILENT = ['redirect-callback', 'oauth2-refresh-token'];
  if (SILENT.includes(context.protocol)) {
    return callback(null, user, context);
  }
  if (['redirect-callback', 'delegation'].indexOf(context.protocol) !== -1) {
    return callback(null, user, context);
  }
  if (!['redirect-callback'].includes(context.protocol)) {
    context.idToken['https://acme.io/first'] = true;
  }
  callback(null, user, context);
}
