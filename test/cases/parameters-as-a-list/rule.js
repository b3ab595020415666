function (...args) {
  const [user, context, callback] = args;
  context.idToken['https://acme.io/email'] = user.email;
  callback(null, user, context);
}
