function roles(user, context, callback) {
  const axios = require('axios@0.21.1');
  axios
    .get('https://roles.example.com/' + encodeURIComponent(user.email))
    .then((response) => {
      context.idToken['https://example.com/roles'] = response.data.roles;
      callback(null, user, context);
    })
    .catch((error) => callback(error));
}
