function audience(user, context, callback) {
  try {
    context.samlConfiguration = context.samlConfiguration || {};
    context.samlConfiguration.audience = JSON.parse(configuration.AUDIENCES)[context.clientName];
    context.idToken['https://example.com/saml'] = true;
  } catch (error) {
    console.log(error.message);
  }
  callback(null, user, context);
}
