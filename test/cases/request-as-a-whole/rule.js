function (user, context, callback) {
  context.idToken['https://acme.io/located'] = 'geoip' in context.request;
  context.idToken['https://acme.io/parts'] = Object.keys(context.request).length;
  context.idToken['https://acme.io/request'] = JSON.stringify(context.request);
  callback(null, user, context);
}
