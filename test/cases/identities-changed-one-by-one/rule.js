function (user, context, callback) {
  user.identities.forEach(function (identity) {
    identity.user_id = identity.provider + '|' + identity.user_id;
  });
  for (const identity of user.identities) delete identity.profileData;
  context.idToken['https://example.com/identities'] = user.identities;
  callback(null, user, context);
}
