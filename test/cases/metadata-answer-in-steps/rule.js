function (user, context, callback) {
  auth0.users.updateUserMetadata(user.user_id, { visited: true })
    .then(() => auth0.users.updateAppMetadata(user.user_id, { seen: true, old: null }))
    .then((found) => {
      context.idToken['https://acme.io/plan'] = found.app_metadata.plan;
      callback(null, user, context);
    })
    .catch(callback);
}
