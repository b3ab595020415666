function (user, context, callback) {
  if (!(context.protocol !== 'redirect-callback' && context.protocol !== 'delegation')) {
    console.log('back');
    return callback(null, user, context);
  }
  if (context.protocol !== 'redirect-callback') {
    context.idToken['https://acme.io/first'] = true;
  }
  return callback(null, user, context);
}
