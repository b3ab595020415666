function (user, context, callback) {
  const social = user.identities.some((identity) => identity.isSocial);
  if (social) context.idToken['https://example.com/social'] = true;
  callback(null, user, context);
}
