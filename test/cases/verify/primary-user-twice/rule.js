function (user, context, callback) {
  const linked = user.identities.find((identity) => identity.provider === 'auth0');
  if (linked) context.primaryUser = 'auth0|' + linked.user_id;
  if (user.app_metadata && user.app_metadata.primary) context.primaryUser = user.app_metadata.primary;
  callback(null, user, context);
}
