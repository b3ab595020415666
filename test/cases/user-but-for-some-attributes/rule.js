function (user, context, callback) {
  const { email, identities, ...profile } = user;
  context.idToken['https://acme.io/profile'] = profile;
  callback(null, user, context);
}
