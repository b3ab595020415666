function (user, context, callback) {
  const { Auth0UserUpdateUtilities } = require('@auth0/rule-utilities');
  var api = auth0;
  const update = new Auth0UserUpdateUtilities(user, api);
  update.setAppMeta('seen', true);
  update
    .updateAppMeta()
    .then(() => callback(null, user, context))
    .catch(callback);
}
